"""What if: any policies, budgets and prices replayed over items whose right label is known."""

from routing.simulator.replay import simulate
from routing.simulator.report import Curve, Kept, Point, Report, Terms, Unfit

__all__ = ["Curve", "Kept", "Point", "Report", "Terms", "Unfit", "simulate"]
