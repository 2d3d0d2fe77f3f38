// How it goes with what is being sent, asked again every few seconds until nothing more comes by itself.
document.addEventListener('DOMContentLoaded', () => {
  const going = document.getElementById('going')
  if (!going) return
  const told = document.getElementById('going-told')
  const ended = () => going.querySelector('[data-ended="yes"]') !== null
  const states = () => Array.from(going.querySelectorAll('li'), one => one.querySelector('p')?.textContent.replace(/\s+/g, ' ').trim()).join('. ')
  let wait = 2000
  const ask = async () => {
    const before = states()
    try {
      const answer = await fetch(going.dataset.now, { headers: { 'X-Requested-With': 'fetch' } })
      if (answer.ok && !answer.redirected) {
        const text = await answer.text()
        if (!going.contains(document.activeElement) || !document.activeElement.matches('a')) going.innerHTML = text
      }
    } catch { wait = Math.min(wait * 2, 60000) }
    if (states() !== before) { told.textContent = states(); wait = 2000 } else wait = Math.min(wait * 1.3, 30000)
    if (!ended()) setTimeout(ask, wait)
  }
  if (!ended()) setTimeout(ask, wait)
})
