/** Says something in the corner for a few seconds. `look`: good, bad or nothing. */
export function say(text, look) {
    const message = document.createElement('p');
    message.textContent = text;
    if (look)
        message.dataset.state = look;
    document.getElementById('messages').append(message);
    setTimeout(() => message.remove(), look === 'bad' ? 8000 : 4000);
}
