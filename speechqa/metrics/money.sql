-- One row per call with what it cost: what its record says, else what the tariffs reckon; NULL where neither knows.
-- Of the tariffs whose prefix the customer's number begins with the longest counts, of two such the one that names the
-- direction; one without a direction holds for all but internal calls. Where there are tariffs, a call that nobody and
-- nothing answered is free. Minutes are those of the talk, in started steps of billing_step seconds.
CREATE VIEW call_cost AS
WITH
chosen AS (
  SELECT
    coalesce((SELECT CAST(value AS REAL) FROM setting WHERE key = 'billing_step'), 1.0) AS step,
    EXISTS (SELECT 1 FROM tariff) AS priced
),
-- A lookup per length of prefix: with a price list of thousands of codes a comparison with each would take minutes.
lengths AS MATERIALIZED (SELECT DISTINCT length(prefix) AS n FROM tariff)
SELECT
  c.call_id, c.rowid AS call_row,
  CASE
    WHEN c.cost IS NOT NULL THEN c.cost
    WHEN s.priced AND c.disposition IN ('missed', 'busy', 'failed') THEN 0.0
    -- Rounded up without ceil(), which not every SQLite has.
    ELSE t.per_call + t.per_minute / 60.0 * s.step
      * (CAST(c.talk / s.step AS INTEGER) + (c.talk / s.step > CAST(c.talk / s.step AS INTEGER)))
  END AS cost,
  CASE
    WHEN c.cost IS NOT NULL THEN 'record'
    WHEN s.priced AND c.disposition IN ('missed', 'busy', 'failed') THEN 'tariff'
    WHEN t.tariff_id IS NOT NULL AND c.talk IS NOT NULL THEN 'tariff'
  END AS cost_source
FROM call c CROSS JOIN chosen s
LEFT JOIN tariff t ON t.tariff_id = CASE WHEN c.cost IS NULL AND c.disposition IN ('answered', 'machine_only') THEN (
  -- The best one's rank and id in one number, which is faster than to sort.
  SELECT max(((2 * l.n + (best.direction IS NOT NULL)) << 32) + best.tariff_id) & 0xFFFFFFFF
  FROM lengths l CROSS JOIN tariff best ON best.prefix = substr(coalesce(c.customer, ''), 1, l.n)
  WHERE best.direction = c.direction OR (best.direction IS NULL AND c.direction <> 'internal')
) END;

-- One row per row of spend.csv and day, of the calls' local days: an amount for several days is shared out evenly among
-- them. A day's spend on a source is the sum over its rows, campaigns included.
CREATE VIEW spend_day AS
WITH RECURSIVE days AS (
  SELECT spend_id, first_day AS day FROM spend
  UNION ALL
  SELECT d.spend_id, date(d.day, '+1 day') FROM days d JOIN spend s USING (spend_id) WHERE d.day < s.last_day
)
SELECT
  s.spend_id, s.source, s.campaign, d.day AS local_date,
  s.amount / (julianday(s.last_day) - julianday(s.first_day) + 1) AS amount
FROM days d JOIN spend s USING (spend_id);

-- One row per won deal with the call at which it is counted: of its calls the first one that advertising brought, else
-- the first. A deal that names its call has that one, too.
CREATE VIEW won_deal AS
SELECT crm_id, call_id, amount
FROM (
  SELECT
    d.crm_id, d.call_id, d.amount,
    row_number() OVER (
      PARTITION BY d.crm_id ORDER BY c.source IS NULL, c.direction <> 'inbound', c.started_at NULLS LAST, c.call_id
    ) AS place
  FROM (
    SELECT crm_id, call_id, amount FROM call_deal WHERE won
    UNION
    SELECT crm_id, call_id, amount FROM crm_call
    WHERE kind = 'deal' AND status = 'won' AND NOT spam AND reason = 'call'
  ) d
  JOIN call c USING (call_id)
)
WHERE place = 1;
