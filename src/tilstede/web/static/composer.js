// Saves what is typed and asks the checks about it, while somebody writes. Without this the page's buttons do the same.
// Everything typed is in the browser's own storage at once, so that a browser that dies loses nothing.
(() => {
  const form = document.getElementById('composer')
  if (!form) return
  const CHECK_AFTER = 400, SAVE_AFTER = 3000, TELL_AFTER = 1200, PATIENCE = 10_000, LONGEST = 300_000 // a film on its way
  const place = `draft-${form.dataset.key}`, older = `${place}-older` // what is typed now; what earlier visits left
  const byId = id => document.getElementById(id)
  const checked = byId('checked'), saved = byId('saved'), told = byId('told')
  let changed = 0, kept = 0, apart = false, leaving = false, saving = false, waiting = null, going = null
  let asking = null, held = null // an answer that waits until nobody stands in the midst of the one before
  const timers = {}

  const later = (name, wait, what) => {
    clearTimeout(timers[name])
    timers[name] = setTimeout(what, wait)
  }
  const entries = () => [...new FormData(form)].filter(([, value]) => typeof value === 'string')
  const words = list => JSON.stringify(list.filter(([name]) => !['csrfmiddlewaretoken', 'base', 'do', 'sent'].includes(name)))
  const send = (address, list, more = {}) => fetch(address, {
    method: 'POST', body: new URLSearchParams(list), credentials: 'same-origin', redirect: 'error', ...more,
  })
  const put = (name, what) => {
    try {
      localStorage.setItem(name, JSON.stringify(what))
    } catch { /* full, or not allowed: it is saved at the server all the same */ }
  }
  const store = sent => put(place, { list: entries(), sent })
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
  const mark = () => [...crypto.getRandomValues(new Uint8Array(16))].map(one => one.toString(16).padStart(2, '0')).join('')
  // What was typed and never came to the server. Of what was sent with the form, the page tells the marks that came.
  const arrived = form.dataset.arrived.split(' ').filter(Boolean)
  const lost = left => left && !arrived.includes(left.sent) && words(left.list) !== words(entries())

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
    if (saving || apart || leaving || changed === kept) return
    saving = true
    const upTo = changed
    try {
      const answer = await send(form.dataset.save, entries(), { signal: AbortSignal.timeout(PATIENCE), ...more })
      const said = await answer.json()
      saved.textContent = said.said
      if (answer.ok || said.both) { // kept: as what stands, or beside it
        kept = upTo
        if (changed === kept) unstore()
        else store('')
      }
      if (answer.ok) form.elements.base.value = said.base
      else {
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
    store('')
    later('check', CHECK_AFTER, check)
    if (leaving) timers.stay ??= setTimeout(stay, LONGEST)
    else if (!timers.save || changed === kept + 1) later('save', SAVE_AFTER, save)
  })
  // The form was sent, and the page is here still: somebody has stopped it.
  function stay() {
    leaving = false
    save()
  }
  window.navigation?.addEventListener('navigate', ({ signal }) => {
    if (!leaving) return
    going = signal
    signal.onabort = () => { if (going === signal) stay() }
  })
  addEventListener('pageshow', event => { if (event.persisted) location.reload() }) // it stands on an older wording
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
    timers.stay = going = null
    leaving = true // the page itself saves, so nothing else does
    form.elements.sent.value = mark()
    if (changed === kept) unstore()
    else store(form.elements.sent.value)
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

  // Out of the way of what is typed before somebody has decided about each, the newest first.
  const left = [stored(older) ?? [], stored(place) ?? []].flat().filter(lost)
  const keep = () => {
    if (left.length) put(older, left)
    else unstore(older)
    byId('recovery').hidden = !left.length
  }
  keep()
  unstore()
  byId('forget').addEventListener('click', () => {
    left.pop()
    keep()
  })
  byId('recover').addEventListener('click', async () => {
    const token = form.elements.csrfmiddlewaretoken.value
    const list = left.at(-1).list.map(([name, value]) => [name, name === 'csrfmiddlewaretoken' ? token : value])
    const answer = await send(form.dataset.save, list)
    const said = await answer.json()
    saved.textContent = said.said
    if (answer.ok || said.both) {
      left.pop()
      keep()
      location.assign(said.both || form.action)
    }
  })
})()
