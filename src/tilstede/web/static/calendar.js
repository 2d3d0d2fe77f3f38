// A post in the calendar is dragged to another day: its own form is filled in and sent. Without this, the form does it.
document.addEventListener('DOMContentLoaded', () => {
  const grid = document.querySelector('.grid')
  if (!grid) return
  for (const hint of document.querySelectorAll('.needs-drag')) hint.hidden = false
  let dragged = null
  document.addEventListener('dragstart', event => {
    dragged = event.target.closest('.post-tile[draggable]')
    if (dragged) {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', dragged.querySelector('.said').textContent.trim())
    }
  })
  document.addEventListener('dragend', () => { dragged = null; mark(null) })
  grid.addEventListener('dragover', event => {
    const day = event.target.closest('.a-day')
    if (!dragged || !day) return
    event.preventDefault()
    mark(day)
  })
  grid.addEventListener('drop', event => {
    const day = event.target.closest('.a-day')
    if (!dragged || !day) return
    event.preventDefault()
    const form = dragged.querySelector('form')
    if (form.elements.day.value !== day.dataset.day) {
      form.elements.day.value = day.dataset.day
      form.submit()
    }
  })
  function mark(day) {
    for (const one of grid.querySelectorAll('.over')) if (one !== day) one.classList.remove('over')
    if (day) day.classList.add('over')
  }
})
