"""Letters, notices to staff and written records: made from their models, and sent. What they say is not decided here.

`documents` makes them, from templates (`filters`, `voice`) and in print (`printing`). `outbox` sends what waits, by
`channels`.
"""
