"""RFC 3161 time stamps over checkpoints: asking, reading, checking; GM/T 0033-2023 uses the same structures."""

from zhiji.core.ledger.timestamp.checking import Stamp, Trust, check_token
from zhiji.core.ledger.timestamp.errors import TimestampError
from zhiji.core.ledger.timestamp.request import Request, token_in

__all__ = ["Request", "Stamp", "TimestampError", "Trust", "check_token", "token_in"]
