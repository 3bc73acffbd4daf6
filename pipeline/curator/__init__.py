"""What a curator asks of a workspace or a release: plan, tune, explain, inspect, look up, reproduce, serve."""
