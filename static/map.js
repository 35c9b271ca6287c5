/* Leaflet without tiles of its own: places as dots with names, from the JSON named by [data-map].
   [data-closest]: how near it may go to two places that lie close together; else as near as villages are.
   Where the page has the two inputs of a position, the dot of the record can be dragged, or put by a click, into them. */
(() => {
  function dot(point) {
    const kind = point.here ? "place place-here" : "place";
    return L.divIcon({ className: kind, iconSize: point.here ? [18, 18] : [10, 10] });
  }

  function write(map, spot) {
    for (const [name, value] of [["longitude", spot.lng], ["latitude", spot.lat]]) {
      const input = document.getElementById(map.dataset[name]);
      input.value = value.toFixed(6);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function letMove(holder, map, marker) {
    marker.on("dragend", () => write(holder, marker.getLatLng()));
    map.on("click", (event) => {
      marker.setLatLng(event.latlng);
      write(holder, event.latlng);
    });
  }

  function place(holder, map, point) {
    const movable = Boolean(point.here && document.getElementById(holder.dataset.longitude));
    const marker = L.marker([point.latitude, point.longitude], {
      icon: dot(point),
      draggable: movable,
      keyboard: Boolean(point.url),
      zIndexOffset: point.here ? 1000 : 0,
    }).addTo(map);
    marker.getElement().setAttribute("aria-label", point.label);
    if (!point.url) marker.getElement().setAttribute("role", "img");
    marker.bindTooltip(point.label, { permanent: Boolean(point.here || point.named), direction: point.named ? "bottom" : "top", offset: [0, point.named ? 8 : -8] });
    if (movable) letMove(holder, map, marker);
    else if (point.url) marker.on("click", () => location.assign(point.url));
  }

  function draw(holder) {
    const points = JSON.parse(document.getElementById(holder.dataset.map).textContent);
    const map = L.map(holder, { attributionControl: false, zoomSnap: 0.5, maxZoom: 18 });
    map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    map.fitBounds(points.map((point) => [point.latitude, point.longitude]), { padding: [24, 24], maxZoom: Number(holder.dataset.closest || 14) });
    points.forEach((point) => place(holder, map, point));
    holder.dataset.drawn = "yes";
  }

  function arrives(kind, facts) {
    const element = Object.assign(document.createElement(kind), facts);
    const arrival = new Promise((done) => (element.onload = done));
    document.querySelector("link[rel=stylesheet]").after(element); // before our own style, which has the last word
    return arrival;
  }

  const { leafletStyle, leafletScript } = document.body.dataset;
  Promise.all([arrives("link", { rel: "stylesheet", href: leafletStyle }), arrives("script", { src: leafletScript })]).then(() =>
    document.querySelectorAll("[data-map]:not([data-drawn])").forEach(draw),
  );
})();
