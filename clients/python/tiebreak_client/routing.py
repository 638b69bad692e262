"""Who is asked: a project's policy, budgets, runs and judges."""

from typing import Any, Literal

from tiebreak_client import shapes
from tiebreak_client.transport import Transport


class Routing:
    """A project's routing."""

    def __init__(self, http: Transport, path: str) -> None:
        self._http = http
        self._path = path

    def get(self) -> shapes.Routing:
        """The policy in force, budgets, and what came of it."""
        found: shapes.Routing = self._http.read(f"{self._path}/routing")
        return found

    def choose(
        self, policy: str, *, audit_rate: float = 0.05, **params: Any
    ) -> shapes.RoutingConfig:
        """A new version of the policy; what is decided already stays.

        Args:
            policy: A key of `Tiebreak.policies()`.
            audit_rate: Share of items that people judge whatever the policy says, above 0.
            params: The policy's own settings.
        """
        body: shapes.RoutingIn = {"policy": policy, "params": params, "audit_rate": audit_rate}
        made: shapes.RoutingConfig = self._http.send("POST", f"{self._path}/routing", body)
        return made

    def preview(
        self, policy: str, *, audit_rate: float = 0.05, **params: Any
    ) -> shapes.RoutingPreview:
        """What a policy would do; nothing is written."""
        body: shapes.RoutingIn = {"policy": policy, "params": params, "audit_rate": audit_rate}
        found: shapes.RoutingPreview = self._http.send(
            "POST", f"{self._path}/routing/preview", body
        )
        return found

    def run(self, scope: Literal["waiting", "all"] = "waiting") -> int:
        """Have a worker route items now; returns the job's id."""
        body: shapes.RouteRunIn = {"scope": scope}
        started: shapes.RouteRun = self._http.send("POST", f"{self._path}/routing/run", body)
        return started["job"]

    def ask_people(self, item_ids: list[int], reason: str) -> shapes.AskPeople:
        """Have people judge these items, whatever was decided."""
        body: shapes.AskPeopleIn = {"item_ids": item_ids, "reason": reason}
        asked: shapes.AskPeople = self._http.send("POST", f"{self._path}/routing/ask-people", body)
        return asked

    def set_budget(self, unit: Literal["usd", "human_judgments"], limit: float) -> shapes.Budget:
        """What may be spent in all, from the project's beginning."""
        body = {"limit": str(limit)}
        budget: shapes.Budget = self._http.send("PUT", f"{self._path}/budgets/{unit}", body)
        return budget

    def frontier(self) -> shapes.Frontier:
        """What each policy would buy for what, as last computed."""
        found: shapes.Frontier = self._http.read(f"{self._path}/routing/frontier")
        return found

    def calibration(self) -> shapes.Calibration:
        """How far what the policy believes is borne out by audits."""
        found: shapes.Calibration = self._http.read(f"{self._path}/routing/calibration")
        return found

    def decisions(self, item_id: int) -> shapes.ItemDecisions:
        """Why somebody was asked about an item, and the calls of judges."""
        found: shapes.ItemDecisions = self._http.read(f"/items/{item_id}/decisions")
        return found

    def judges(self) -> list[shapes.Judge]:
        """The project's judges."""
        found: list[shapes.Judge] = self._http.read(f"{self._path}/judges")
        return found

    def add_judge(self, judge: shapes.JudgeIn) -> shapes.Judge:
        """A judge; what it is never changes afterwards, only whether and how fast it is asked."""
        made: shapes.Judge = self._http.send("POST", f"{self._path}/judges", judge)
        return made

    def judge_report(self, judge_id: int) -> shapes.JudgeReport:
        """A judge against people."""
        found: shapes.JudgeReport = self._http.read(f"{self._path}/judges/{judge_id}/report")
        return found

    def judging(self, action: str) -> shapes.Judging:
        """Run, pause or stop the judges: an action as the server names it."""
        body: Any = {"action": action}
        found: shapes.Judging = self._http.send("POST", f"{self._path}/judging", body)
        return found
