"""Knowledge about text: measures, rules and profiles, without I/O."""
