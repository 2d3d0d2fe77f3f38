// A button that copies what it names, where the browser lets pages do so; without it people mark the words themselves.
document.addEventListener('DOMContentLoaded', () => {
  if (!navigator.clipboard) return
  for (const row of document.querySelectorAll('[data-copies]')) {
    const from = document.getElementById(row.dataset.copies)
    const told = row.querySelector('[role="status"]')
    row.hidden = false
    row.querySelector('button').addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(from.value ?? from.textContent)
        told.textContent = row.dataset.done
      } catch { from.select?.() }
    })
  }
})
