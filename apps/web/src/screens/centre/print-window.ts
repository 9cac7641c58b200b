/** Prints the open window alone, without the page below it (the rules for it are in shell/global.css). */
export function printWindow(): void {
  document.documentElement.dataset.print = 'window';
  window.addEventListener('afterprint', () => delete document.documentElement.dataset.print, { once: true });
  window.print();
}
