"""The confusion matrix as a picture."""

from PIL import Image, ImageDraw

from .metrics import recall

_CELL, _MARGIN = 44, 90


def confusion_image(counts, labels):
    """Rows are true labels, columns answers; the darker a cell, the larger its share of the row."""
    size = _MARGIN + _CELL * len(labels) + 60
    image = Image.new("RGB", (size, size - 50), "white")
    draw = ImageDraw.Draw(image)
    shares = recall(counts)
    for row, label in enumerate(labels):
        y = _MARGIN + row * _CELL
        draw.text((6, y + _CELL // 2 - 6), label, fill="black")
        draw.text((_MARGIN + row * _CELL + 4, _MARGIN - 18), label[:7], fill="black")
        total = max(1, counts[row].sum())
        for column, count in enumerate(counts[row]):
            x = _MARGIN + column * _CELL
            shade = round(255 * (1 - (count / total) ** 0.5))
            colour = (shade, shade, 255) if row == column else (255, shade, shade)
            draw.rectangle((x, y, x + _CELL - 2, y + _CELL - 2), fill=colour)
            if count:
                draw.text((x + 8, y + _CELL // 2 - 6), str(count), fill="white" if shade < 110 else "black")
        draw.text((_MARGIN + _CELL * len(labels) + 6, y + _CELL // 2 - 6), f"{100 * shares[row]:.1f}%", fill="black")
    return image
