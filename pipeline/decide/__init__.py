"""From measurements and a recipe to decisions: seconds, repeatable, without the text."""
