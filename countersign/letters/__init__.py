"""Makes letters, notices to staff and written records from their models, and sends them. It does not choose the words.

`documents` makes them, from templates (`filters`, `voice`) and in print (`printing`). `outbox` sends the notices that
are queued, through `channels`.
"""
