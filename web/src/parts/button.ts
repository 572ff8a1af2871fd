// Vant's own list of styles for a button brings along an icon font of 28 KB compressed, of which no icon is used here.
import 'vant/es/button/index.css';
import 'vant/es/loading/index.css';

export { Button } from 'vant/es/button';
