"""Personal data in German text: where it is (`spans`) and how it is masked (`masking`).

Nothing is imported here: whoever masks or names kinds shall not depend on the detectors.
"""
