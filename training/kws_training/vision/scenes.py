"""Wide pictures as a camera before a person gives them: a room, heads and shoulders, a signing hand on its arm, sometimes
a second hand that rests. Only the signing hand counts as hand."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from . import geometry
from .augmentation import Augmenter
from .people import HEAD_MIDDLE, HEAD_PIXELS, SIDE
from .reader import hand_boxes

HEAD = (0.0, 2 * HEAD_MIDDLE * HEAD_PIXELS / SIDE - 1, 2 * HEAD_PIXELS / SIDE)
"""Where a person's head is in its picture: centre x, centre y, half length, the picture spans -1..1."""


@dataclass(frozen=True)
class SceneSettings:
    """hand: least and most size of a hand as a share of the picture's side. person, second_person, second_hand, arm:
    probabilities. like_skin: of a person whose skin is brought close to the hand's."""

    hand: tuple = (0.15, 0.5)
    person: float = 0.85
    second_person: float = 0.12
    second_hand: float = 0.35
    arm: float = 0.8
    like_skin: float = 0.7


@dataclass(frozen=True)
class CutHands:
    """Hands to paste: pictures [n, 3, s, s] uint8, outlines (hand and what arm there is) and hands [n, 1, s, s] uint8."""

    pictures: torch.Tensor
    outlines: torch.Tensor
    hands: torch.Tensor

    def __len__(self):
        return len(self.pictures)

    def rows(self, chosen):
        return CutHands(self.pictures[chosen], self.outlines[chosen], self.hands[chosen])

    @property
    def boxes(self):
        return hand_boxes(self.hands.float().div(255))


class SceneMaker:
    """Composes scenes from torch's global generator: the same seed gives the same scenes."""

    def __init__(self, hands, people, side, camera, rooms=None, settings=SceneSettings()):
        """hands: CutHands; people: People; camera: Augmentation; rooms: pictures without hands or None."""
        self._hands, self._boxes, self._people, self._side, self._settings = hands, hands.boxes, people, side, settings
        self._room = Augmenter(camera, side, rooms)
        y, x = torch.meshgrid(*[(torch.arange(side) + 0.5) / side * 2 - 1] * 2, indexing="ij")
        self._places = torch.stack([x, y], -1)

    def __call__(self, rows, with_hand):
        """rows [n] of hands; with_hand [n] bool: whether it is in the picture. Returns pictures [n, 3, side, side] in 0..1
        and masks [n, 1, side, side] in 0..1 of the signing hands."""
        s, count = self._settings, len(rows)
        pictures = _paler(self._room.backgrounds(count))
        skin = self._mean_colour(rows)
        head = self._heads(count)
        for probability, shrink in ((s.second_person, 0.7), (s.person, 1.0)):
            shown = (torch.rand(count) < probability).float()
            place = head if shrink == 1.0 else self._heads(count)
            pictures = self._with_person(pictures, skin, torch.cat([place[:, :2], place[:, 2:] * shrink], 1), shown)
        size, centre = self._hand_places(head)
        second = (torch.rand(count) < s.second_hand).float()
        other = torch.randint(0, len(self._hands), (count,))
        low = torch.stack([torch.empty(count).uniform_(-0.9, 0.9), torch.empty(count).uniform_(0.6, 1.05)], 1)
        # Beside what signs, and below it: of two raised hands none could say which one signs.
        low[:, 0] = torch.where((low[:, 0] - centre[:, 0]).abs() < 2 * size, -low[:, 0], low[:, 0])
        low[:, 1] = torch.maximum(low[:, 1], centre[:, 1] + 1.2 * size)
        # Fingers downwards: sideways they would be a G or an H.
        turned = torch.empty(count).uniform_(125, 235)
        pictures, _ = self._with_hand(pictures, other, low, size * torch.empty(count).uniform_(0.7, 1.1), turned, second, skin)
        return self._finish(*self._with_hand(pictures, rows, centre, size, torch.randn(count) * 12, with_hand.float(), skin))

    def _finish(self, pictures, masks):
        return self._room.camera(self._room.light(pictures)), masks

    def _heads(self, count):
        """Centre x, centre y and half length [n, 3] of heads."""
        half = torch.exp(torch.empty(count).uniform_(math.log(0.17), math.log(0.55)))
        return torch.stack([torch.randn(count) * 0.35, torch.empty(count).uniform_(-0.65, 0.15), half], 1)

    def _hand_places(self, head):
        """Half size [n] and centre [n, 2] of signing hands: about as large as the head, mostly beside or below it."""
        least, most = self._settings.hand
        size = (head[:, 2] * torch.exp(torch.empty(len(head)).uniform_(-0.6, 0.45))).clamp(least, most)
        centre = torch.empty(len(head), 2).uniform_(-1, 1) * (1.05 - size).clamp_min(0.05)[:, None]
        away = centre - head[:, :2]
        near = (away.norm(dim=1) < head[:, 2] + size) & (torch.rand(len(head)) < 0.75)
        side = torch.where(torch.rand(len(head)) < 0.5, -1.0, 1.0)
        moved = head[:, 0] + side * (0.8 * head[:, 2] + size)
        moved = torch.where(moved.abs() > 1 - size * 0.8, head[:, 0] - side * (0.8 * head[:, 2] + size), moved)
        centre[:, 0] = torch.where(near, moved, centre[:, 0]).clamp(-1 + 0.7 * size, 1 - 0.7 * size)
        return size, centre

    def _mean_colour(self, rows):
        pictures, hands = self._hands.pictures[rows].float() / 255, self._hands.hands[rows].float() / 255
        return (pictures * hands).sum((2, 3)) / (hands.sum((2, 3)) + 1e-3)

    def _with_person(self, pictures, skin, head, shown):
        count = len(pictures)
        rows = torch.randint(0, len(self._people.pictures), (count,))
        made = self._people
        layer = torch.cat([made.pictures[rows], made.outlines[rows], made.skins[rows]], 1).float() / 255
        own = (layer[:, :3] * layer[:, 4:]).sum((2, 3)) / (layer[:, 4:].sum((2, 3)) + 1e-3)
        alike = ((skin + 0.03) / (own + 0.03)) * torch.exp(torch.randn(count, 3) * 0.06 + torch.randn(count, 1) * 0.12)
        alike = torch.where(torch.rand(count, 1) < self._settings.like_skin, alike, torch.ones(()))
        gain = 1 + layer[:, 4:] * (alike.view(count, 3, 1, 1) - 1)
        layer[:, :3] = (layer[:, :3] * gain).clamp(0, 1)
        boxes = torch.tensor([HEAD]).expand(count, 3)
        seen = self._placed(layer, boxes, head[:, :2], head[:, 2], torch.randn(count) * 5, to_the_ground=True)
        alpha = seen[:, 3:4] * shown.view(-1, 1, 1, 1)
        return pictures * (1 - alpha) + self._unblacked(seen) * alpha

    def _with_hand(self, pictures, rows, centre, size, degrees, shown, skin):
        count = len(rows)
        pictures = self._with_arm(pictures, centre, size, degrees, shown, skin)
        layer = torch.cat([self._hands.pictures[rows], self._hands.outlines[rows], self._hands.hands[rows]], 1).float() / 255
        layer[:, :3] *= layer[:, 3:4]
        seen = self._placed(layer, self._boxes[rows], centre, size, degrees)
        shown = shown.view(count, 1, 1, 1)
        alpha = seen[:, 3:4] * shown
        return pictures * (1 - alpha) + self._unblacked(seen) * alpha, (seen[:, 4:5] * shown)

    @staticmethod
    def _unblacked(seen):
        """Layers lie on black; what was averaged with it at the edge gets its own colour back."""
        return (seen[:, :3] / seen[:, 3:4].clamp_min(0.05)).clamp(0, 1)

    def _placed(self, layers, boxes, centre, size, degrees, to_the_ground=False):
        """Layers [n, c, s, s] seen so that what is in `boxes` lies at `centre` with the half size `size`, half of them
        mirrored; nothing beyond their border, unless the lowest row goes on to the ground."""
        angle = degrees * (math.pi / 180)
        mirror = torch.where(torch.rand(len(layers)) < 0.5, -1.0, 1.0)
        scale = boxes[:, 2] / size
        cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
        turn = torch.stack([torch.stack([cos * mirror, sin * mirror], 1), torch.stack([-sin, cos], 1)], 1)
        grid = torch.einsum("nij,nhwj->nhwi", turn, self._places - centre[:, None, None, :]) + boxes[:, None, None, :2]
        if to_the_ground:
            grid[..., 1] = grid[..., 1].clamp(max=1 - 8 / layers.shape[-1])
        # Pixels of the layer to one of the picture.
        return _sampled(layers, grid, scale * layers.shape[-1] / self._side)

    def _with_arm(self, pictures, centre, size, degrees, shown, skin):
        """A forearm from the wrist downwards or outwards, bare or in a sleeve, round by its shading."""
        count = len(pictures)
        angle = (degrees + torch.randn(count) * 25) * (math.pi / 180)
        along = torch.stack([-torch.sin(angle), torch.cos(angle)], 1)
        length = size * torch.empty(count).uniform_(2.5, 6.0)
        start = centre + along * (0.35 * size)[:, None]
        from_start = self._places - start[:, None, None, :]
        t = (from_start * along[:, None, None, :]).sum(-1) / length[:, None, None]
        across = from_start[..., 0] * along[:, None, None, 1] - from_start[..., 1] * along[:, None, None, 0]
        radius = (size * torch.empty(count).uniform_(0.26, 0.4))[:, None, None] * (1 + 0.5 * t.clamp(0, 1))
        u = across / radius
        edge = 2.0 / self._side / radius
        beyond = (t.clamp(max=0) * length[:, None, None] / radius).abs()
        body = ((1 - torch.sqrt(u ** 2 + beyond ** 2)) / edge + 0.5).clamp(0, 1) * (t < 1)
        light = torch.randn(count, 1, 1)
        shade = (1.05 - 0.45 * u ** 2 + 0.2 * light * u).clamp(0.2, 1.3) * torch.exp(torch.randn(count, 1, 1) * 0.12)
        cloth = torch.rand(count, 3)
        bare_to = torch.where(torch.rand(count) < 0.4, torch.full((count,), 2.0), torch.rand(count))
        sleeve = (t > bare_to[:, None, None]).unsqueeze(1)
        own = torch.where(sleeve, cloth.view(count, 3, 1, 1), skin.view(count, 3, 1, 1)) * shade.unsqueeze(1)
        present = (shown * (torch.rand(count) < self._settings.arm)).view(-1, 1, 1, 1)
        alpha = body.unsqueeze(1) * present
        return pictures * (1 - alpha) + own.clamp(0, 1) * alpha


def _sampled(layers, grid, shrunk):
    """`geometry.sample` without aliasing: each layer is first halved as often as it is shrunk; zero outside."""
    out = torch.empty(len(layers), layers.shape[1], grid.shape[1], grid.shape[2])
    level = torch.floor(torch.log2(shrunk.clamp_min(1)) + 0.5).long().clamp(0, 3)
    for halvings in range(4):
        rows = (level == halvings).nonzero(as_tuple=True)[0]
        if len(rows):
            small = F.avg_pool2d(layers[rows], 2 ** halvings) if halvings else layers[rows]
            out[rows] = geometry.sample(small, grid[rows], "zeros")
    return out


def _paler(pictures):
    """Rooms are seldom as colourful as made ones: each loses up to all of its colour."""
    grey = pictures.mean(1, keepdim=True)
    return torch.lerp(grey.expand_as(pictures), pictures, torch.rand(len(pictures), 1, 1, 1))
