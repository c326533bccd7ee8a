from tests.pipeline.conftest import *
from speechqa.pipeline import rescore
from speechqa.report.calls import report_calls
from speechqa.store.connection import open_store
def test_grown(desk):
    desk.put("external-101-79161112233-20261109-100000.wav", CRITICAL, seconds=40); desk.score()
    desk.put("external-101-79161112233-20261109-100000.wav", GOOD, seconds=20, pitch=500); s=desk.score()
    db=open_store(desk.root/"calls.db")
    rows=report_calls(db).rows
    assert len(rows)==1 and rows[0].light!="red" and s.lights=={"green":1}, rows
    assert [r.duration for r in rows]==[20.0]
    r=rescore(desk.settings(), checklists=desk.cards)
    assert len(report_calls(db).rows)==1 and db.conn.execute("select count(*) from transcript").fetchone()==(2,)
    assert db.conn.execute("select count(*) from result where current").fetchone()==(1,)
    desk.put("external-101-79161112233-20261109-100000.wav", CRITICAL, seconds=40); s=desk.score()
    assert s.lights=={"red":1} and report_calls(db).rows[0].light=="red"
