// Saves what is typed and asks the checks about it, while somebody writes. Without this the page's buttons do the same.
// Everything typed is in the browser's own storage at once, so that a browser that dies loses nothing.
(() => {
  const form = document.getElementById('composer')
  if (!form) return
  const CHECK_AFTER = 400, SAVE_AFTER = 3000, TELL_AFTER = 1200, PATIENCE = 10_000
  const place = `draft-${form.dataset.key}`, older = `${place}-older` // what is typed now; what an earlier visit left
  const byId = id => document.getElementById(id)
  const checked = byId('checked'), saved = byId('saved'), told = byId('told')
  let changed = 0, kept = 0, apart = false, saving = false, waiting = null
  let asking = null, held = null // an answer that waits until nobody stands in the midst of the one before
  const timers = {}

  const later = (name, wait, what) => {
    clearTimeout(timers[name])
    timers[name] = setTimeout(what, wait)
  }
  const entries = () => [...new FormData(form)].filter(([, value]) => typeof value === 'string')
  const words = list => JSON.stringify(list.filter(([name]) => !['csrfmiddlewaretoken', 'base', 'do'].includes(name)))
  const send = (address, list, more = {}) => fetch(address, {
    method: 'POST', body: new URLSearchParams(list), credentials: 'same-origin', redirect: 'error', ...more,
  })
  const store = sent => {
    try {
      localStorage.setItem(place, JSON.stringify({ list: entries(), base: form.elements.base.value, sent }))
    } catch { /* full, or not allowed: it is saved at the server all the same */ }
  }
  const unstore = (name = place) => {
    try {
      localStorage.removeItem(name)
    } catch { /* there is no storage, so nothing is in it */ }
  }
  const stored = name => {
    try {
      return JSON.parse(localStorage.getItem(name))
    } catch {
      return null
    }
  }
  // What was typed and never came to the server. What was sent with the form has come, when the page that answers
  // stands on another wording.
  const lost = left => {
    const arrived = left?.sent && left.base !== form.elements.base.value
    return left && !arrived && words(left.list) !== words(entries()) ? left : null
  }

  function show(text) {
    const opened = [...checked.querySelectorAll('details')].map(one => one.open)
    checked.innerHTML = text
    // What somebody has opened stays open, as long as there is as much to open.
    const now = [...checked.querySelectorAll('details')]
    if (now.length === opened.length) now.forEach((one, at) => { one.open = opened[at] })
    const { summary, left } = checked.firstElementChild.dataset
    byId('left').textContent = left
    later('tell', TELL_AFTER, () => { if (told.textContent !== summary) told.textContent = summary })
  }

  async function check() {
    asking?.abort()
    asking = new AbortController()
    try {
      const answer = await send(form.dataset.check, entries(), { signal: asking.signal })
      if (!answer.ok) return
      const text = await answer.text()
      held = checked.contains(document.activeElement) ? text : null
      if (!held) show(text)
    } catch { /* not reached now; the next key asks again */ }
  }

  async function save(more) {
    if (saving || apart || changed === kept) return
    saving = true
    const upTo = changed
    try {
      const answer = await send(form.dataset.save, entries(), { signal: AbortSignal.timeout(PATIENCE), ...more })
      const said = await answer.json()
      saved.textContent = said.said
      if (answer.ok) {
        form.elements.base.value = said.base
        kept = upTo
        if (changed === kept) unstore()
        else store(false)
      } else {
        apart = true
        const beside = byId('beside')
        beside.hidden = false
        beside.firstElementChild.textContent = said.said
        beside.querySelector('a').href = said.both || form.action
        told.textContent = said.said
      }
    } catch {
      saved.textContent = form.dataset.unsaved
      later('save', SAVE_AFTER, save)
    } finally {
      saving = false
    }
    if (waiting) {
      const button = waiting
      waiting = null
      return form.requestSubmit(button)
    }
    if (changed !== kept && !apart) later('save', SAVE_AFTER, save)
  }

  form.addEventListener('input', event => {
    if (event.target.type === 'file') return
    changed += 1
    store(false)
    later('check', CHECK_AFTER, check)
    if (!timers.save || changed === kept + 1) later('save', SAVE_AFTER, save)
  })
  form.addEventListener('change', event => {
    if (event.target.type === 'file' && event.target.files.length) form.requestSubmit(byId('add-files'))
  })
  form.addEventListener('submit', event => {
    if (saving) { // what is on its way has to land first, or these words would stand beside it and not after it
      event.preventDefault()
      waiting = event.submitter
      return
    }
    Object.values(timers).forEach(clearTimeout)
    apart = true // the page itself saves, so nothing else does
    if (changed === kept) unstore()
    else store(true)
  })
  form.addEventListener('keydown', event => {
    // Ctrl+Enter saves; it never publishes.
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      save()
      check()
    }
  })
  checked.addEventListener('focusout', () => setTimeout(() => {
    if (held && !checked.contains(document.activeElement)) {
      show(held)
      held = null
    }
  }))
  checked.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]')
    const field = link && byId(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    const folded = field.closest('details')
    if (folded) folded.open = true
    field.focus()
    const { start, end } = link.dataset
    const units = upTo => [...field.value].slice(0, upTo).join('').length // the checks count characters, browsers UTF-16
    if (end > 0) field.setSelectionRange(units(start), units(end))
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save({ keepalive: true })
  })

  const left = lost(stored(older)) || lost(stored(place))
  unstore()
  if (!left) return unstore(older)
  localStorage.setItem(older, JSON.stringify(left)) // out of the way of what is typed before somebody has decided
  byId('recovery').hidden = false
  byId('forget').addEventListener('click', () => {
    unstore(older)
    byId('recovery').hidden = true
  })
  byId('recover').addEventListener('click', async () => {
    const token = form.elements.csrfmiddlewaretoken.value
    const answer = await send(form.dataset.save, left.list.map(([name, value]) => [name, name === 'csrfmiddlewaretoken' ? token : value]))
    const said = await answer.json()
    saved.textContent = said.said
    if (answer.ok || said.both) {
      unstore(older)
      location.assign(said.both || form.action)
    }
  })
})()
