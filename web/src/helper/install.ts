import { shallowRef } from 'vue';

/** Chromium's; other browsers have it in their menu. */
interface InstallPrompt extends Event {
  prompt(): Promise<void>;
}

/** Asks whether to install, where the browser offers it. */
export const installPrompt = shallowRef<InstallPrompt | null>(null);

let done = false;

/** The pages of helpers alone are an app on the telephone: manifest and service worker come with them. */
export function becomeInstallable(): void {
  if (done) return;
  done = true;
  const link = document.createElement('link');
  link.rel = 'manifest';
  link.href = '/manifest.webmanifest';
  document.head.append(link);
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    installPrompt.value = event as InstallPrompt;
  });
  addEventListener('appinstalled', () => (installPrompt.value = null));
  // without TLS there is none
  if ('serviceWorker' in navigator)
    navigator.serviceWorker.register('/helper-worker.js', { scope: '/helper' }).catch(() => undefined);
}
