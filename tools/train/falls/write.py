"""Turns the nets of train.py into modules of the project: python write.py --from FOLDER."""

import argparse
import json
import pathlib

asked = argparse.ArgumentParser()
asked.add_argument('--from', dest='source', required=True)
source = pathlib.Path(asked.parse_args().source)
detectors = pathlib.Path(__file__).resolve().parents[3] / 'packages/detectors'
HEAD = '/** Written by tools/train/falls; not by hand. */\n'


def lines(net, margin):
    return ''.join(
        f"{margin}{name}: {{ unit: {array['unit']:g}, numbers: '{array['numbers']}' }},\n" for name, array in net.items()
    )


def read(name):
    return json.loads((source / f'{name}.json').read_text())


(detectors / 'src/fall/generated/net.ts').write_text(
    f"{HEAD}import type {{ PackedNet }} from '../net.ts';\n\nexport const packedNet: PackedNet = {{\n{lines(read('shipped'), '  ')}}};\n"
)
names = [f'fold{k}' for k in range(5)] + ['watch', 'withoutWeda', 'weda', 'withoutSmartfallmm']
parts = ''.join(f"  {name}: {{\n{lines(read(name), '    ')}  }},\n" for name in names)
(detectors / 'evaluate/generated').mkdir(exist_ok=True)
(detectors / 'evaluate/generated/fall-nets.ts').write_text(
    f"{HEAD}import type {{ PackedNet }} from '../../src/fall/net.ts';\n\n"
    '/** By fold: trained on everybody of the other folds. By name: a set that was left out, or the only one that was not. */\n'
    f'export const packedFallNets = {{\n{parts}}} satisfies Record<string, PackedNet>;\n'
)
