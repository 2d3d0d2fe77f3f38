"""The accounts we write from: connecting them, and what stands in the outbox."""
