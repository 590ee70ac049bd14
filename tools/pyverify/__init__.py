"""A second verifier of Blockfold certificates, written from docs/certificate-format.md,
docs/circuit.md and docs/verifier.md, with nothing but Python's standard library.

It shares no code with the C++ verifier, so that a mistake of one is a disagreement of two.
"""
