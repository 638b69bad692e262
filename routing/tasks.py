"""Celery's doors into the services, one line each."""

from celery import shared_task

from routing.services import (
    attacking,
    calibrating,
    explaining,
    figures,
    frontiers,
    judging,
    routing,
    tagging,
    teaching,
    trying,
)


def items_came(project_id: int) -> None:
    """Have what was imported routed."""
    routing.items_came(project_id=project_id)


def judge_spoke(project_id: int) -> None:
    """Have the judge's verdicts weighed."""
    routing.judge_spoke(project_id=project_id)


@shared_task
def run_route(job_id: int) -> None:
    """Decide who is asked about some items."""
    routing.run(job_id=job_id)


@shared_task
def run_judge(job_id: int) -> None:
    """Ask the judges about what waits for them."""
    judging.run(job_id=job_id)


@shared_task
def run_try_judge(job_id: int) -> None:
    """Ask a judge about a few items, on trial."""
    trying.run(job_id=job_id)


@shared_task
def run_attack_judge(job_id: int) -> None:
    """Attack a judge with the committed set."""
    attacking.run(job_id=job_id)


@shared_task
def run_tag_prompts(job_id: int) -> None:
    """Have a judge say what prompts are about."""
    tagging.run(job_id=job_id)


@shared_task
def run_train_judge(job_id: int) -> None:
    """Train a judge on people's labels."""
    teaching.run(job_id=job_id)


@shared_task
def run_explain(job_id: int) -> None:
    """Have a judge say what labels follow, and what people's texts come to."""
    explaining.run(job_id=job_id)


@shared_task
def run_calibrate(job_id: int) -> None:
    """Learn from what was audited, and watch for drift."""
    calibrating.run(job_id=job_id)


@shared_task
def run_frontier(job_id: int) -> None:
    """Replay policies over what people and judges have both labelled."""
    frontiers.run(job_id=job_id)


@shared_task
def calibrate_leftovers() -> None:
    """Sweep: projects in which enough was audited since the last look."""
    calibrating.sweep()


@shared_task
def route_leftovers() -> None:
    """Sweep: items nobody decided on, verdicts nobody weighed."""
    routing.sweep()


@shared_task
def judge_leftovers() -> None:
    """Sweep: items that wait for a judge, calls of workers that died."""
    judging.sweep()


@shared_task
def refresh_figures() -> None:
    """Sweep: what the routing pages of big projects show."""
    figures.refresh()
