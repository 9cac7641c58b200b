"""The net that helps to judge falls, the rows it sees (as packages/detectors/src/fall/net-inputs.ts), and how impacts are varied."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

HZ = 32
MARGIN = 16
LENGTH = 10 * HZ
WINDOW = LENGTH + 2 * MARGIN
PEAK = 4 * HZ + MARGIN
ROWS = 7
WIDTHS = (12, 20, 24, 32)
PLACES, POOL, HIDDEN = 8, 4, 32


def rows_of(window, shift=0):
    """window: N x 3 x WINDOW in g, NaN where nothing is recorded. N x ROWS x LENGTH."""
    known = (~torch.isnan(window[:, 0])).float()
    x = torch.nan_to_num(window, 0.0)
    norm = x.norm(dim=1)

    def mean_around(v):
        pad = lambda u: F.avg_pool1d(F.pad(u, (8, 8)), 17, 1)
        return pad(v * known[:, None]) / pad(known[:, None]).clamp(min=1e-3)

    def mean_over(first, end):
        count = known[:, PEAK + first : PEAK + end].sum(1, keepdim=True)
        return x[:, :, PEAK + first : PEAK + end].sum(2) / count.clamp(min=1), count

    unit = lambda v: v / v.norm(dim=1, keepdim=True).clamp(min=0.05)
    around = mean_around(torch.cat([x, (norm - 1).abs()[:, None]], 1))
    gravity, activity = unit(around[:, :3]), around[:, 3]
    earlier, count_earlier = mean_over(-4 * HZ, -int(0.8 * HZ))
    later, count_later = mean_over(HZ, 6 * HZ)
    earlier, later = unit(earlier), unit(later)
    has_earlier, has_later = (count_earlier >= 8).float(), (count_later >= 16).float()
    before = torch.cat([x[:, :, :1], x[:, :, :-1]], 2)
    known_before = torch.cat([known[:, :1], known[:, :-1]], 1)
    signed_log = lambda v: torch.sign(v) * torch.log1p(v.abs())
    along = lambda v, u: (v * u[:, :, None]).sum(1)
    rows = [
        signed_log(norm - 1) * known,
        torch.log1p((x - before).norm(dim=1)) * known * known_before,
        (1 - along(gravity, earlier)) * known * has_earlier,
        (1 - along(gravity, later)) * known * has_later,
        signed_log(along(x, earlier) - 1) * known * has_earlier,
        torch.log(activity + 0.02) / 2 * known,
        known,
    ]
    return torch.stack(rows, 1)[:, :, MARGIN + shift : MARGIN + shift + LENGTH]


def varied(window, draw):
    """Another body, mattress, strap, rate, range and length of record. Turning needs no variant: the rows do not depend on it."""
    count = window.shape[0]
    known = ~torch.isnan(window[:, 0])
    x = torch.nan_to_num(window, 0.0)
    one = lambda: torch.rand(count, 1, 1, generator=draw)
    flat = lambda: torch.rand(count, 1, generator=draw)
    # The movement around its own mean of one second, 0.55 to 1.32 times as hard.
    mask = known.float()[:, None]
    sums = F.avg_pool1d(F.pad(torch.cat([x * mask, mask], 1), (16, 16)), 33, 1)
    mean = sums[:, :3] / sums[:, 3:].clamp(min=1e-3)
    harder = 0.55 * torch.exp(one() * math.log(2.4))
    on = (one() < 0.7).float()
    x = mean + (harder * on + 1 - on) * (x - mean)
    # Gravity read up to 6 % too high or low; a slower sensor smears.
    x = x * (1 + 0.06 * (one() * 2 - 1))
    smear = one() * 0.25 * (one() < 0.5).float()
    left = torch.cat([x[:, :, :1], x[:, :, :-1]], 2)
    right = torch.cat([x[:, :, 1:], x[:, :, -1:]], 2)
    x = x * (1 - 2 * smear) + smear * (left + right)
    # A range of 2.5 to 16 g; noise.
    top = 2.5 * torch.exp(one() * math.log(16 / 2.5))
    norm = x.norm(dim=1, keepdim=True).clamp(min=1e-6)
    x = torch.where((one() < 0.3) & (norm > top), x * top / norm, x)
    x = x + 0.01 * torch.randn(x.shape, generator=draw)
    # The record ends, or begins, near the impact.
    at = torch.arange(WINDOW)[None]
    known = known & ~((flat() < 0.45) & (at > PEAK + flat() * 5 * HZ + 0.3 * HZ))
    known = known & ~((flat() < 0.35) & (at < PEAK - flat() * 5 * HZ - 0.1 * HZ))
    return torch.where(known[:, None], x, torch.nan)


class Net(nn.Module):
    def __init__(self, drop=0.2):
        super().__init__()
        ins = (ROWS, *WIDTHS[:-1])
        self.convolutions = nn.ModuleList(
            nn.Conv1d(i, o, k, 2, k // 2) for i, o, k in zip(ins, WIDTHS, (7, 5, 5, 3))
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(o) for o in WIDTHS)
        self.places = nn.Conv1d(WIDTHS[-1], PLACES, 1)
        self.hidden = nn.Linear(2 * WIDTHS[-1] + PLACES * (LENGTH // 16 // POOL), HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.drop = drop

    def forward(self, x):
        for k, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            x = F.relu(norm(convolution(x)))
            if k < 3:
                x = F.dropout(x, self.drop / 4, self.training)
        places = F.avg_pool1d(F.relu(self.places(x)), POOL, POOL).flatten(1)
        seen = torch.cat([x.mean(2), x.amax(2), places], 1)
        hidden = F.relu(self.hidden(F.dropout(seen, self.drop, self.training)))
        return self.out(F.dropout(hidden, self.drop, self.training))[:, 0]

    def weights(self):
        """Plain arrays, the norms folded into the convolutions."""
        given = {}
        for k, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            given[f'convolution{k + 1}'] = convolution.weight * scale[:, None, None]
            given[f'bias{k + 1}'] = (convolution.bias - norm.running_mean) * scale + norm.bias
        given['places'], given['biasPlaces'] = self.places.weight, self.places.bias
        given['hidden'], given['biasHidden'] = self.hidden.weight, self.hidden.bias
        given['out'], given['biasOut'] = self.out.weight, self.out.bias
        return {name: value.detach().double().flatten().numpy() for name, value in given.items()}
