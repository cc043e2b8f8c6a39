"""What a made-up row of this part must say."""

# A number far from the chain's own, so that entries noted afterwards find theirs free.
SAMPLES = {"access.AccessLog": {"number": 1_000_000}}
