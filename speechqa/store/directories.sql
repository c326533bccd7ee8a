-- What managers.csv and lines.csv say of calls: the person, the department and the advertising. {concerned} is a query of
-- the ids of the calls concerned. What records and recordings say is found again in `told`, so that a changed or
-- emptied list leaves no trace of the old one. Returns the ids of the calls of which something changed.
WITH
said AS (
  SELECT
    call_id, started_at, local_date, local_weekday, line,
    minute_of_day(started_at, :zone) AS minute,
    CASE WHEN told IS NULL THEN manager ELSE json_extract(told, '$.manager') END AS manager,
    CASE WHEN told IS NULL THEN manager_name ELSE json_extract(told, '$.manager_name') END AS manager_name,
    CASE WHEN told IS NULL THEN source ELSE json_extract(told, '$.source') END AS source,
    CASE WHEN told IS NULL THEN campaign ELSE json_extract(told, '$.campaign') END AS campaign,
    CASE WHEN told IS NULL THEN keyword ELSE json_extract(told, '$.keyword') END AS keyword
  FROM call WHERE call_id IN ({concerned})
),
found AS (
  SELECT
    said.*,
    coalesce(
      (
        SELECT staff_id FROM staff
        WHERE staff.extension = said.manager
          AND said.local_date >= coalesce(valid_from, '') AND said.local_date <= coalesce(valid_to, '9999-12-31')
          AND instr(weekdays, said.local_weekday) AND said.minute >= begin_minute AND said.minute < end_minute
        LIMIT 1
      ),
      -- When the call was is not known: whose the extension is must not depend on it.
      (
        SELECT min(staff_id) FROM staff
        WHERE said.started_at IS NULL AND staff.extension = said.manager
        HAVING min(staff.manager) = max(staff.manager)
      )
    ) AS by_extension,
    coalesce(
      -- An id that is also somebody's extension is taken for the extension.
      (
        SELECT staff.manager FROM staff
        WHERE staff.manager = said.manager
          AND NOT EXISTS (SELECT 1 FROM staff other WHERE other.extension = said.manager)
        LIMIT 1
      ),
      -- A name that two people have tells neither.
      (
        SELECT min(staff.manager) FROM staff
        WHERE staff.name_key = name_key(coalesce(said.manager, said.manager_name))
        HAVING min(staff.manager) = max(staff.manager)
      )
    ) AS person,
    -- What call tracking says of a call goes before what its line stands for; the two are never mixed.
    CASE WHEN coalesce(said.source, said.campaign, said.keyword) IS NULL THEN coalesce(
      (
        SELECT line_id FROM line
        WHERE number = said.line
          AND said.local_date >= coalesce(valid_from, '') AND said.local_date <= coalesce(valid_to, '9999-12-31')
        LIMIT 1
      ),
      (SELECT min(line_id) FROM line WHERE said.started_at IS NULL AND number = said.line HAVING count(*) = 1)
    ) END AS line_id
  FROM said
),
chosen AS (
  SELECT
    found.*,
    -- Of one person's rows the one of that day tells the department, else the latest.
    coalesce(
      by_extension,
      (
        SELECT staff_id FROM staff
        WHERE staff.manager = found.person
          AND found.local_date >= coalesce(valid_from, '') AND found.local_date <= coalesce(valid_to, '9999-12-31')
        ORDER BY staff_id LIMIT 1
      ),
      (
        SELECT staff_id FROM staff
        WHERE staff.manager = found.person ORDER BY coalesce(valid_to, '9999-12-31') DESC, staff_id LIMIT 1
      )
    ) AS staff_id
  FROM found
),
derived AS (
  SELECT
    chosen.call_id,
    coalesce(staff.manager, chosen.manager) AS manager,
    coalesce(staff.name, chosen.manager_name) AS manager_name,
    CASE WHEN chosen.by_extension IS NOT NULL THEN chosen.manager END AS extension,
    staff.department,
    CASE WHEN line.line_id IS NULL THEN chosen.source ELSE line.source END AS source,
    CASE WHEN line.line_id IS NULL THEN chosen.campaign ELSE line.campaign END AS campaign,
    CASE WHEN line.line_id IS NULL THEN chosen.keyword ELSE line.keyword END AS keyword,
    CASE WHEN
      coalesce(staff.manager, chosen.manager) IS NOT chosen.manager
      OR coalesce(staff.name, chosen.manager_name) IS NOT chosen.manager_name
      OR coalesce(line.source, line.campaign, line.keyword) IS NOT NULL
    THEN json_object(
      'manager', chosen.manager, 'manager_name', chosen.manager_name,
      'source', chosen.source, 'campaign', chosen.campaign, 'keyword', chosen.keyword
    ) END AS told
  FROM chosen
  LEFT JOIN staff ON staff.staff_id = chosen.staff_id
  LEFT JOIN line ON line.line_id = chosen.line_id
)
UPDATE call SET
  manager = derived.manager, manager_name = derived.manager_name, extension = derived.extension,
  department = derived.department, source = derived.source, campaign = derived.campaign, keyword = derived.keyword,
  told = derived.told
FROM derived
WHERE derived.call_id = call.call_id AND (
  call.manager IS NOT derived.manager OR call.manager_name IS NOT derived.manager_name
  OR call.extension IS NOT derived.extension OR call.department IS NOT derived.department
  OR call.source IS NOT derived.source OR call.campaign IS NOT derived.campaign OR call.keyword IS NOT derived.keyword
  OR call.told IS NOT derived.told
)
RETURNING call.call_id
