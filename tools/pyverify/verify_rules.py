"""From a certificate of either sort and a rule file to a verdict (docs/verifier.md, section 9)."""

from .block_program import block_program
from .certificate import read_certificate
from .execution import VerifiedExecution, verify_execution
from .rule_reader import RuleFile
from .verify import Verified, verify_certificate


def verify_rules(rules: RuleFile, data: bytes) -> Verified | VerifiedExecution:
    """Raises Refusal unless the certificate is valid for the rule file."""
    if is_execution(data):
        return verify_execution(block_program(rules.program), data)
    return verify_certificate(rules.statements, data)


def is_execution(data: bytes) -> bool:
    """Whether a certificate is about an execution, not about theorems."""
    return read_certificate(data).public_blocks is not None
