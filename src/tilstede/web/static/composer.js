// Saves what is typed and asks the checks about it, while somebody writes. Without this the page's buttons do the same.
// Everything typed is in the browser's own storage at once, so that a browser that dies loses nothing.
(() => {
  const form = document.getElementById('composer')
  if (!form) return
  const CHECK_AFTER = 400, SAVE_AFTER = 3000, TELL_AFTER = 1200
  const place = `draft-${form.dataset.key}`
  const byId = id => document.getElementById(id)
  const checked = byId('checked'), saved = byId('saved'), told = byId('told')
  let changed = 0, kept = 0, apart = false, saving = false
  let asking = null, timers = {}

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
  const unstore = () => {
    try {
      localStorage.removeItem(place)
    } catch { /* there is no storage, so nothing is in it */ }
  }
  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(place))
    } catch {
      return null
    }
  }

  async function check() {
    asking?.abort()
    asking = new AbortController()
    try {
      const answer = await send(form.dataset.check, entries(), { signal: asking.signal })
      if (!answer.ok) return
      const text = await answer.text()
      const opened = [...checked.querySelectorAll('details')].map(one => one.open)
      if (checked.contains(document.activeElement)) return later('check', CHECK_AFTER, check)
      checked.innerHTML = text
      // What somebody has opened stays open, as long as there is as much to open.
      const now = [...checked.querySelectorAll('details')]
      if (now.length === opened.length) now.forEach((one, place) => { one.open = opened[place] })
      byId('left').textContent = checked.firstElementChild.dataset.left
      const summary = checked.firstElementChild.dataset.summary
      later('tell', TELL_AFTER, () => { if (told.textContent !== summary) told.textContent = summary })
    } catch { /* not reached now; the next key asks again */ }
  }

  async function save(more) {
    if (saving || apart || changed === kept) return
    saving = true
    const upTo = changed
    try {
      const answer = await send(form.dataset.save, entries(), more)
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
  form.addEventListener('submit', () => {
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
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save({ keepalive: true })
  })

  const left = stored()
  // What was sent with the form has come, when the page that answers stands on another wording.
  const arrived = left?.sent && left.base !== form.elements.base.value
  if (left && !arrived && words(left.list) !== words(entries())) {
    byId('recovery').hidden = false
    byId('forget').addEventListener('click', () => {
      unstore()
      byId('recovery').hidden = true
    })
    byId('recover').addEventListener('click', async () => {
      const fresh = left.list.map(([name, value]) =>
        [name, name === 'csrfmiddlewaretoken' ? form.elements.csrfmiddlewaretoken.value : value])
      const answer = await send(form.dataset.save, fresh)
      const said = await answer.json()
      if (answer.ok || said.both) {
        unstore()
        location.assign(said.both || form.action)
      } else {
        saved.textContent = said.said
      }
    })
  } else {
    unstore()
  }
})()
