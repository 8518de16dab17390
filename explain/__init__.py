"""The rules' own answers, put into words: a scheme in sentences, two side by side, a plan before its decision.

Nothing is decided here, and nothing is worked out a second time. As pure as `careplan`, and apart from it: the rules do
not depend on how they are explained.
"""
