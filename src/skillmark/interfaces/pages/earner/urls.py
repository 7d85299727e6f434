"""Addresses of the earner's wallet."""

from django.urls import path

from skillmark.interfaces.pages.earner import credentials, imports, sharing, wallet

app_name = "earner"

urlpatterns = [
    path("", wallet.wallet, name="wallet"),
    path("import/", imports.import_file, name="import"),
    path("links/", sharing.links, name="links"),
    path("links/new/", sharing.new_collection, name="new_collection"),
    path("links/<uuid:uid>/withdraw/", sharing.withdraw, name="withdraw"),
    path("<uuid:uid>/", credentials.credential, name="credential"),
    path("<uuid:uid>/claim/", wallet.claim, name="claim"),
    path("<uuid:uid>/decline/", wallet.decline, name="decline"),
    path("<uuid:uid>/share/", sharing.share, name="share"),
    path("<uuid:uid>/remove/", imports.remove, name="remove"),
    path("<uuid:uid>/file/<str:form>/", credentials.download, name="download"),
]
