"""What no single module can promise: each rule is checked over everything that is declared, so that none is edited when a part is added."""
