import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import App from './app.svelte';
import { apply_theme } from './lib/theme.svelte';
import { start_router } from './lib/router.svelte';
import { session } from './lib/session.svelte';

apply_theme();
start_router();
void session.load();
mount(App, { target: document.getElementById('app') as HTMLElement });
