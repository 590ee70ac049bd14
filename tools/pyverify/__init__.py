"""A second verifier of Blockfold certificates, with nothing but Python's standard library.

It follows docs/certificate-format.md, docs/rule-files.md, docs/circuit.md and docs/verifier.md
section by section and shares no code with the C++ verifier, so that a mistake of one is a
disagreement of two.
"""
