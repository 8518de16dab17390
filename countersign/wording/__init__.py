"""The answers of the rules in words: a scheme in sentences, two schemes side by side, a plan before its decision.

This room decides nothing, and works nothing out a second time. It is as pure as `careplan`, but apart from it: the
rules do not depend on how they are explained.
"""
