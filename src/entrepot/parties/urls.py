from django.urls import path

from entrepot.parties import views

app_name = "parties"
urlpatterns = [
    path("parties/me/", views.account, name="account"),
    path("parties/me/name", views.rename, name="rename"),
    path("parties/me/keys", views.make_key, name="make_key"),
    path("parties/me/keys/<str:key_ref>/revoke", views.revoke_key, name="revoke_key"),
    path("account/security/sessions/end", views.end_other_sessions, name="end_other_sessions"),
    path("account/security/sessions/<str:session_ref>/end", views.end_session, name="end_session"),
    path("parties/organisations/open/", views.open_organisation, name="open_organisation"),
    path("parties/organisations/<str:org_ref>/", views.organisation, name="organisation"),
    path(
        "parties/organisations/<str:org_ref>/members/<str:user_ref>/<str:role>/take",
        views.take_role,
        name="take_role",
    ),
    path(
        "parties/organisations/<str:org_ref>/invitations/<str:invitation_ref>/withdraw",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("parties/invitations/<str:token>/", views.invitation, name="invitation"),
]
