"""采暖季封账、两日台账变动: the ledger frozen, and the ledger of one day beside that of another."""
