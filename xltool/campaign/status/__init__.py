"""The state of a campaign: standings, history and its views."""
