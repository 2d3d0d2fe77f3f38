// Shows what needs a script, and says in words when a passkey was not used: allauth's own scripts tell the console alone.
document.addEventListener('DOMContentLoaded', () => {
  if (window.PublicKeyCredential) {
    for (const form of document.querySelectorAll('.needs-script')) form.hidden = false
  }
})
document.addEventListener('allauth.error', event => {
  event.preventDefault()
  const fault = document.getElementById('passkey-fault')
  if (fault) fault.hidden = false
})
