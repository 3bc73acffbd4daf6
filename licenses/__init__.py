"""Knowledge about licences: catalogue, recognition, policy, term, attribution, without I/O."""
