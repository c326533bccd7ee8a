-- One row per call with a recording that was heard: how its parties talked (docs/metrics.md, "Conversation"). Numerators
-- and denominators stand beside each figure that is made of them. What cannot be known is NULL: a party's figures where
-- the parties are not told apart, seconds where the transcript has no times. `role_certain` is 0 where nothing but a
-- prior tells who is who.
CREATE VIEW conversation_metrics AS
SELECT
  r.call_id, n.recording_id, c.direction, c.manager, c.manager_name, c.extension, c.department, c.customer, c.line,
  c.source, c.campaign, c.keyword, c.started_at, c.local_date, c.local_hour, c.local_weekday,
  n.limits, n.manager_channel, n.role_certain, n.manager_channel IS NOT NULL AS told_apart, n.duration IS NOT NULL AS timed,
  n.duration AS recorded, n.speech, n.duration - n.speech AS quiet, n.overlap,
  n.silences, n.silence, n.longest_silence, n.lead_in, n.lead_out, n.hold,
  n.manager_speech, n.customer_speech, n.manager_speech + n.customer_speech AS both_speech,
  n.manager_speech / nullif(n.manager_speech + n.customer_speech, 0.0) AS manager_talk_share,
  n.customer_speech / nullif(n.manager_speech + n.customer_speech, 0.0) AS customer_talk_share,
  n.manager_speech / nullif(n.duration, 0.0) AS manager_call_share,
  n.customer_speech / nullif(n.duration, 0.0) AS customer_call_share,
  n.silence / nullif(n.duration, 0.0) AS silence_share,
  n.overlap / nullif(n.speech, 0.0) AS overlap_share,
  n.manager_words, n.customer_words,
  60.0 * n.manager_words / nullif(n.manager_speech, 0.0) AS manager_rate,
  60.0 * n.customer_words / nullif(n.customer_speech, 0.0) AS customer_rate,
  n.manager_turns, n.customer_turns,
  1.0 * n.manager_words / nullif(n.manager_turns, 0) AS manager_words_per_turn,
  1.0 * n.customer_words / nullif(n.customer_turns, 0) AS customer_words_per_turn,
  n.manager_interruptions, n.customer_interruptions,
  n.manager_monologue, n.manager_monologue_start, n.customer_monologue, n.customer_monologue_start,
  n.manager_replies, n.manager_reply_gap, n.manager_reply_seconds,
  n.customer_replies, n.customer_reply_gap, n.customer_reply_seconds
FROM call c
JOIN call_result r ON r.call_id = c.call_id
JOIN conversation n ON n.recording_id = r.recording_id;

-- One row per interruption of a call: who interrupted, when, how long both spoke.
CREATE VIEW call_interruption AS
SELECT r.call_id, i.recording_id, i.n, i.who, i.start, i.seconds, i.stopped
FROM call_result r
JOIN interruption i ON i.recording_id = r.recording_id;
