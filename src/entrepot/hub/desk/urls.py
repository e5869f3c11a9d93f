from django.urls import path

from entrepot.hub.desk import audit, jobs, pages

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/jobs/", jobs.jobs, name="jobs"),
    path("desk/jobs/again", jobs.try_all_again, name="try_all_again"),
    path("desk/jobs/<int:job_id>/again", jobs.try_again, name="try_job_again"),
    path("desk/jobs/<int:job_id>/letting-go", jobs.let_go, name="let_job_go"),
    path("desk/settings/", pages.hub_settings, name="hub_settings"),
    path("desk/settings/profile", pages.change_profile, name="change_profile"),
    path("desk/settings/letter", pages.send_letter, name="send_letter"),
]
