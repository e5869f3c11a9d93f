from django.urls import path

from entrepot.hub.desk import audit, jobs, pages, people

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/jobs/", jobs.jobs, name="jobs"),
    path("desk/jobs/again", jobs.try_all_again, name="try_all_again"),
    path("desk/jobs/<int:job_id>/again", jobs.try_again, name="try_job_again"),
    path("desk/jobs/<int:job_id>/letting-go", jobs.let_go, name="let_job_go"),
    path("desk/people/", people.people, name="people"),
    path("desk/people/<str:user_ref>/close", people.close, name="close_account"),
    path("desk/people/<str:user_ref>/reopen", people.reopen, name="reopen_account"),
    path("desk/people/<str:user_ref>/factor", people.take_second_factor, name="take_second_factor"),
    path("desk/settings/", pages.hub_settings, name="hub_settings"),
    path("desk/settings/profile", pages.change_profile, name="change_profile"),
    path("desk/settings/letter", pages.send_letter, name="send_letter"),
]
