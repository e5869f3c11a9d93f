from django.urls import path

from entrepot.notices.views import desk, reading

app_name = "notices"
urlpatterns = [
    path("notices/", reading.notices, name="notices"),
    path("notices/feed.atom", reading.feed, name="feed"),
    path("notices/pictures/<str:file_ref>.jpg", reading.picture, name="picture"),
    path("notices/desk/", desk.desk, name="desk"),
    path("notices/desk/new/<str:edition>/", desk.write, name="new"),
    path("notices/desk/<str:ref>/", desk.notice, name="desk_notice"),
    path("notices/desk/<str:ref>/picture", desk.picture, name="set_picture"),
    path("notices/desk/<str:ref>/picture/removal", desk.remove_picture, name="remove_picture"),
    path("notices/desk/<str:ref>/publication", desk.publish, name="publish"),
    path("notices/desk/<str:ref>/withdrawal", desk.withdraw, name="withdraw"),
    path("notices/desk/<str:ref>/<str:edition>/", desk.write, name="write"),
    path("notices/desk/<str:ref>/<str:edition>/removal", desk.remove_text, name="remove_text"),
    path("notices/<str:ref>/", reading.notice, name="notice_short"),
    path("notices/<str:ref>/card.png", reading.share_card, name="share_card"),
    path("notices/<str:ref>/<str:slug>/", reading.notice, name="notice"),
]
