"""
Trains the nets of the fall judge from what dump-falls.ts wrote, and writes them as numbers: see README.md.
python train.py --from DUMP --to FOLDER [NAME ...]; each net is FOLDER/NAME.json. One core, one to two minutes a net.
"""

import argparse
import base64
import copy
import json
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F
from net import WINDOW, Net, rows_of, varied

WRIST, PHONE = ['weda', 'smartfallmm watch'], 'smartfallmm phone'
NETS = {
    'shipped': lambda t: True,
    **{f'fold{k}': (lambda t, k=k: t['fold'] != k) for k in range(5)},
    'watch': lambda t: t['set'] == WRIST[1],
    'withoutWeda': lambda t: t['set'] != WRIST[0],
    'weda': lambda t: t['set'] == WRIST[0],
    'withoutSmartfallmm': lambda t: not t['set'].startswith('smartfallmm'),
}
# As in packages/detectors/evaluate/fit-falls.ts.
SET_WEIGHTS = {'weda': 1, 'smartfallmm watch': 2, PHONE: 0.5, 'sisfall': 0.15, 'mobifall': 0.15}
ELDERLY = 1.5
MOST_IMPACTS = {'sisfall': 3, 'mobifall': 3}
EPOCHS, IN_EPOCH, BATCH, RATE, DECAY = 18, 6000, 96, 3e-3, 2e-3


def score(net, windows, rows):
    net.eval()
    with torch.no_grad():
        parts = [net(rows_of(windows[rows[i : i + 1024]])) for i in range(0, len(rows), 1024)]
    return torch.cat(parts).numpy()


def fit(trials, windows, peaks):
    torch.manual_seed(0)
    draw = torch.Generator().manual_seed(0)
    trials = [t for t in trials if t['impacts']]
    net = Net()
    kept = copy.deepcopy(net)  # a running mean of the weights
    steps = IN_EPOCH // BATCH
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, EPOCHS * steps, pct_start=0.2)
    hardness = peaks.copy()
    candidates = np.unique(np.concatenate([t['candidates'] for t in trials if t['isFall']]))
    for epoch in range(EPOCHS):
        if epoch in (4, 7, 10, 13):  # which impact of a fall trial is the fall: what the net prefers by now
            hardness[candidates] = score(kept, windows, candidates)
        rows, falls, weights = [], [], []
        for t in trials:
            weight = SET_WEIGHTS[t['set']]
            if t['isFall']:
                among = t['candidates']
                rows.append(among[np.argmax(hardness[among])])
                falls.append(1)
                weights.append(weight)
                continue
            own = t['rows']
            own = own[np.argsort(-peaks[own], kind='stable')[: MOST_IMPACTS.get(t['set'])]]
            rows.extend(own)
            falls.extend([0] * len(own))
            weights.extend([weight * (ELDERLY if t['elderly'] else 1) / np.sqrt(len(t['rows']))] * len(own))
        rows, falls, weights = np.array(rows), np.array(falls, np.float32), np.array(weights)
        picked = torch.multinomial(torch.tensor(weights / weights.sum()), IN_EPOCH, True, generator=draw).numpy()
        net.train()
        for step in range(steps):
            batch = picked[step * BATCH : (step + 1) * BATCH]
            shift = int(torch.randint(-4, 5, (1,), generator=draw))
            said = net(rows_of(varied(windows[rows[batch]], draw), shift))
            loss = F.binary_cross_entropy_with_logits(said, torch.tensor(falls[batch]) * 0.96 + 0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            pace.step()
            share = 0.98 if epoch < 3 else 0.995
            with torch.no_grad():
                for mean, now in zip(kept.state_dict().values(), net.state_dict().values()):
                    if mean.dtype.is_floating_point:
                        mean.mul_(share).add_(now, alpha=1 - share)
    return kept.eval()


def packed(net):
    """Each array as 16-bit numbers, least byte first, in base64, and what one unit is worth."""
    given = {}
    for name, values in net.weights().items():
        unit = max(float(np.abs(values).max()), 1e-9) / 32767
        unit = float(f'{unit:.6g}')
        numbers = np.clip(np.round(values / unit), -32767, 32767).astype('<i2')
        given[name] = {'unit': unit, 'numbers': base64.b64encode(numbers.tobytes()).decode()}
    return given


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument('--from', dest='source', required=True)
    asked.add_argument('--to', required=True)
    asked.add_argument('names', nargs='*')
    given = asked.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    source, to = pathlib.Path(given.source), pathlib.Path(given.to)
    to.mkdir(parents=True, exist_ok=True)
    windows = torch.from_numpy(np.fromfile(source / 'windows.f32', np.float32).reshape(-1, 3, WINDOW))
    trials = json.loads((source / 'trials.json').read_text())
    peaks = np.array([i['peakG'] for t in trials for i in t['impacts']])
    for t in trials:
        t['rows'] = np.arange(t['first'], t['first'] + len(t['impacts']))
        is_candidate = np.array([i['isCandidate'] for i in t['impacts']], bool)
        t['candidates'] = t['rows'][is_candidate]
    for name in given.names or NETS:
        began = time.time()
        net = fit([t for t in trials if NETS[name](t)], windows, peaks)
        (to / f'{name}.json').write_text(json.dumps(packed(net)))
        if name == 'shipped':  # what net.test.ts compares the TypeScript with: a made impact, no recording
            at = torch.arange(WINDOW) / 32
            made = torch.stack([0.02 * torch.sin(at * 5), 0.1 * torch.cos(at * 3), 1 + 0.2 * torch.sin(at * 12)])
            made[:, 144:150] *= 3
            made[:, 160:] = made[[2, 0, 1], 160:]
            made[:, :20] = torch.nan
            made[:, 300:] = torch.nan
            example = made[None].float()
            print('made impact:', net(rows_of(example))[0].item(), rows_of(example)[0].double().sum(1).tolist())
        print(f'{name}: {time.time() - began:.0f} s', flush=True)


if __name__ == '__main__':
    main()
