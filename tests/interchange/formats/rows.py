"""Rows as each format writes them in public, written by hand."""


def turn(role, content):
    return {"role": role, "content": content}


ASK = turn("user", "Why is the sky blue?")
LONG, SHORT = "Because of Rayleigh scattering.", "It just is."
CHATS = [[ASK, turn("assistant", text)] for text in (LONG, SHORT)]
ONE_UF = {"Rating": "5", "Rationale": "Right."}
ROWS = {
    "trl-preference": {
        "prompt": [ASK], "chosen": [turn("assistant", LONG)],
        "rejected": [turn("assistant", SHORT)],
    },
    "trl-unpaired": {"prompt": ASK["content"], "completion": LONG, "label": True},
    "trl-prompts": {"prompt": [ASK]},
    "trl-stepwise": {
        "prompt": "2+2*2?", "completions": ["2*2=4", "2+4=7"], "labels": [True, False],
    },
    "hh-rlhf": {
        "chosen": f"\n\nHuman: {ASK['content']}\n\nAssistant: {LONG}",
        "rejected": f"\n\nHuman: {ASK['content']}\n\nAssistant: {SHORT}",
    },
    "helpsteer2": {
        "prompt": ASK["content"], "response": LONG, "helpfulness": 4, "correctness": 4,
        "coherence": 4, "complexity": 1, "verbosity": 1,
    },
    "helpsteer2-preference": {
        "split": "train", "prompt": ASK["content"], "response_1": LONG, "response_2": SHORT,
        "preference_strength": -2, "preference_statement": "1 is better.",
        "preference_elaboration": "It explains.",
        "three_most_similar_preferences": [],
        "all_preferences_unprocessed": [
            {"statement": "1 is better.", "elaboration": "It explains.", "strength": -2},
            {"statement": "Spam.", "elaboration": "", "strength": -100},
        ],
    },
    "helpsteer3": {
        "domain": "stem", "language": "english", "context": [ASK], "response1": LONG,
        "response2": SHORT, "overall_preference": -3,
        "individual_preference": [
            {"score": -3, "reasoning": "1 explains.", "feedback1": "Right.", "feedback2": "Thin."},
            {"score": 0, "reasoning": "Same.", "feedback1": "", "feedback2": ""},
        ],
    },
    "ultrafeedback": {
        "source": "made", "instruction": ASK["content"], "models": ["larch", "elm"],
        "completions": [
            {"model": "larch", "response": LONG, "critique": "Fine.", "overall_score": 9.0,
             "annotations": {"helpfulness": ONE_UF, "honesty": {"Rating": "N/A", "Rationale": ""}}},
            {"model": "elm", "response": SHORT, "critique": "Thin.", "overall_score": 3.0,
             "annotations": {"helpfulness": {"Rating": "2", "Rationale": "Thin."}}},
        ],
        "correct_answers": ["None"], "incorrect_answers": ["None"],
    },
    "ultrafeedback-binarized": {
        "prompt": ASK["content"], "prompt_id": "p1", "chosen": CHATS[0], "rejected": CHATS[1],
        "messages": CHATS[0], "score_chosen": 8.5, "score_rejected": 3.0,
    },
    "multipref": {
        "comparison_id": "c1", "prompt_id": "p1", "text": ASK["content"], "completion_a": LONG,
        "model_a": "larch", "completion_b": SHORT, "model_b": "elm", "source": "made",
        "normal_worker_annotations": [
            {"evaluator": "w1", "helpful_pref": "Tie", "overall_pref": "A-is-clearly-better",
             "overall_confidence": "fairly-confident", "time_spent": 61},
        ],
        "expert_worker_annotations": [
            {"evaluator": "e1", "helpful_pref": None, "overall_pref": "B-is-slightly-better",
             "overall_confidence": "absolutely-confident", "time_spent": 300},
        ],
    },
    "arena-55k": {
        "id": 30192, "model_a": "larch", "model_b": "elm",
        "prompt": '["Why is the sky blue?","And at dusk?"]',
        "response_a": f'["{LONG}","More air."]', "response_b": f'["{SHORT}","Red."]',
        "winner_model_a": 1, "winner_model_b": 0, "winner_tie": 0,
    },
    "arena-100k": {
        "question_id": "q1", "model_a": "larch", "model_b": "elm", "winner": "tie (bothbad)",
        "judge_hash": "j1", "conversation_a": CHATS[0], "conversation_b": CHATS[1], "turn": 1,
        "language": "English",
    },
    "arena-140k": {
        "id": "a1", "model_a": "larch", "model_b": "elm", "winner": "model_b",
        "evaluation_session_id": "s1", "evaluation_order": 1,
        "conversation_a": [turn("user", [{"type": "text", "text": ASK["content"]}]),
                           turn("assistant", [{"type": "text", "text": LONG}])],
        "conversation_b": [turn("user", [{"type": "text", "text": ASK["content"]}]),
                           turn("assistant", [{"type": "text", "text": SHORT}])],
    },
    "rewardbench": {
        "prompt": ASK["content"], "chosen": LONG, "chosen_model": "larch", "rejected": SHORT,
        "rejected_model": "elm", "subset": "made-easy", "id": 30,
    },
    "rewardbench2": {
        "id": "rb1", "prompt": ASK["content"], "chosen": [LONG], "rejected": [SHORT, "No.", "God."],
        "num_correct": 1, "num_incorrect": 3, "total_completions": 4,
        "models": ["larch", "elm", "elm", "ash"], "subset": "Factuality",
    },
    "openai-preference": {
        "input": {"messages": [ASK], "tools": [], "parallel_tool_calls": True},
        "preferred_output": [turn("assistant", LONG)],
        "non_preferred_output": [turn("assistant", SHORT)],
    },
    "annotated-pairs": {
        "metadata": {"version": "2.0"},
        "annotators": {
            "h1": {"name": "Anna", "description": "", "type": "human"},
            "m1": {"name": "gpt", "description": "", "type": "ai"},
        },
        "comparisons": [
            {"id": "c1", "prompt": ASK["content"], "response_a": {"text": LONG},
             "response_b": {"text": SHORT},
             "annotations": {"h1": {"pref": "a"}, "m1": {"pref": "b"}}, "metadata": {}},
        ],
    },
    "label-studio": {
        "id": 17,
        "data": {"prompt": ASK["content"], "answer1": LONG, "answer2": SHORT},
        "annotations": [
            {"completed_by": 3, "lead_time": 12.5, "result": [
                {"type": "pairwise", "from_name": "pw", "to_name": "answer1,answer2",
                 "value": {"selected": "left"}}]},
            {"completed_by": 4, "was_cancelled": True, "result": []},
        ],
        "predictions": [
            {"model_version": "gpt", "result": [
                {"type": "pairwise", "from_name": "pw", "to_name": "answer1,answer2",
                 "value": {"selected": "right"}}]},
        ],
    },
    "argilla": {
        "id": "r1", "prompt": ASK["content"], "response_a": LONG, "response_b": SHORT,
        "overall.responses": ["a", "b"], "overall.responses.users": ["u1", "u2"],
        "overall.responses.status": ["submitted", "draft"], "overall.suggestion": "tie",
        "overall.suggestion.agent": "gpt",
    },
    "prism": {
        "conversation_id": "c1", "user_id": "user1", "turn": 0, "user_prompt": ASK["content"],
        "model_response": LONG, "model_name": "larch", "score": 87, "if_chosen": True,
    },
    "finegrained": {
        "question": ASK["content"], "passages": [["Sky", "Light scatters.", "Blue most."]],
        "prediction 1": LONG, "prediction 2": SHORT, "prediction 3": "No idea.",
        "prediction 4": "Sea.",
        "feedback": {
            "errors": [{"error type": "Irrelevant", "explanation": "Off.", "start": 0, "end": 7}],
            "missing-info": [{"error type": "Answer", "passage_id": 1, "sentence_id": [1, 2]}],
            "corrected-prediction": "Rayleigh scattering favours blue.",
        },
        "preference": [1, 1, 0, 2, 1, 2],
    },
    "label-counts": {"id": "t1", "text": "You fool!", "label_counts": {"toxic": 4, "fine": 1}},
    "listwise": {
        "context": [ASK],
        "completions": [{"rank": 0, "completion": [turn("assistant", LONG)]},
                        {"rank": 1, "completion": [turn("assistant", SHORT)]}],
    },
    "joint": {
        "prompt_chosen": [ASK], "chosen": [turn("assistant", LONG)],
        "prompt_rejected": [turn("user", "Why is grass green?")],
        "rejected": [turn("assistant", SHORT)],
    },
    "spans": {
        "prompt": [ASK], "completion": LONG, "raters": ["r1", "r2"],
        "spans": [{"start": 0, "end": 7, "category": "wrong", "severity": 2, "rater": "r1"}],
        "missing": [], "segments": [{"start": 0, "end": 31, "rewards": []}],
    },
    "critique": {
        "prompt": ASK["content"], "completion": SHORT, "critique": "Explains nothing.",
        "revision": LONG, "reasons": ["unhelpful"],
    },
    "multi-objective": {
        "prompt": ASK["content"], "completion": LONG, "attributes": ["depth", "tone"],
        "scores": [3.5, 4], "scale": [1, 5],
    },
    "neutral": {
        "prompt": ASK["content"], "response_a": LONG, "response_b": SHORT, "p_tie": 0.75,
    },
}  # fmt: skip
