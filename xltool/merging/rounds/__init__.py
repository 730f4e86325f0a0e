"""Several campaigns of one form as one: years beside years, counties beside counties."""

from xltool.merging.rounds.places import CampaignHead, in_order, place_names, places_of, round_names
from xltool.merging.rounds.round_record import Round

__all__ = ["CampaignHead", "Round", "in_order", "place_names", "places_of", "round_names"]
