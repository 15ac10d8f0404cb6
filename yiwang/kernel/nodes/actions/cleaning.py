"""What is forgotten in time, so that no table and no folder grows without an end?"""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from yiwang.kernel.nodes.models import Node, Parcel, ParcelFile, Received, Rejection

State = Parcel.State
SETTLED = [State.ACKNOWLEDGED, State.REFUSED, State.DROPPED]
BATCH = 1000


@transaction.atomic
def empty_settled(before: datetime, most: int = BATCH) -> int:
    """Forget what settled parcels posted before a moment held; number and outcome stay."""
    old = Parcel.objects.filter(state__in=SETTLED, created_at__lt=before).exclude(text="")
    ids = list(old.values_list("pk", flat=True)[:most])
    ParcelFile.objects.filter(parcel__in=ids).delete()
    return Parcel.objects.filter(pk__in=ids).update(text="", have={})


@transaction.atomic
def forget_settled(before: datetime, most: int = BATCH) -> int:
    """Forget settled parcels, and what is known of the other side's, for good; how many rows.

    A number at or below the mark stays known as dealt with, whether or not its row is there.
    """
    parcels = Parcel.objects.filter(state__in=SETTLED, created_at__lt=before, text="")
    ids = list(parcels.values_list("pk", flat=True)[:most])
    old = Received.objects.filter(received_at__lt=before, number__lte=F("node__incoming__settled"))
    numbers = list(old.values_list("pk", flat=True)[:most])
    gone = Parcel.objects.filter(pk__in=ids).delete()[0]
    return gone + Received.objects.filter(pk__in=numbers).delete()[0]


@transaction.atomic
def forget_rejections(before: datetime, most: int = BATCH) -> int:
    """The audit record keeps that there was one; the evidence goes."""
    old = Rejection.objects.filter(rejected_at__lt=before).values_list("pk", flat=True)[:most]
    return Rejection.objects.filter(pk__in=list(old)).delete()[0]


def empty_rejected_folders(folder_name: str, before: datetime) -> int:
    """Remove files that were set aside before a moment."""
    removed = 0
    for node in Node.objects.peers().filter(carrier=Node.Carrier.DIRECTORY):
        folder = Path(node.settings.get("inbox", "")) / folder_name
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                removed += 1
    return removed
