//! Services that tell their operations apart by method and path.

use axum::http::Method;

/// A method, a path in which `{…}` stands for one segment, and what answers it.
pub(super) type Route<T> = (Method, &'static str, T);

/// What answers a request, with the segments for which the path has `{…}`; empty segments
/// do not count, so that `/item` and `/item/` are one.
pub(super) fn find<'a, T: Copy>(
    routes: &[Route<T>],
    method: &Method,
    path: &'a str,
) -> Option<(T, Vec<&'a str>)> {
    let routes = routes.iter().filter(|(of, ..)| of == method);
    routes.into_iter().find_map(|(_, pattern, operation)| {
        let values = matched(pattern, path)?;
        Some((*operation, values))
    })
}

fn matched<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let mut given = segments(path);
    for expected in segments(pattern) {
        let segment = given.next()?;
        if expected.starts_with('{') {
            values.push(segment);
        } else if expected != segment {
            return None;
        }
    }
    given.next().is_none().then_some(values)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The routes for people: `GET /item/{id}`.
pub(super) fn names<T>(routes: &[Route<T>]) -> Vec<String> {
    let name = |(method, path, _): &Route<T>| format!("{method} {path}");
    routes.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_found_by_method_and_segments() {
        let routes = [
            (Method::GET, "/items/", 1),
            (Method::GET, "/item/{id}", 2),
            (Method::PATCH, "/item/{id}", 3),
            (Method::GET, "/item/{id}/instances", 4),
        ];
        let find = |method: Method, path| find(&routes, &method, path);
        assert_eq!(find(Method::GET, "/items"), Some((1, vec![])));
        assert_eq!(find(Method::GET, "//item/7/"), Some((2, vec!["7"])));
        assert_eq!(find(Method::PATCH, "/item/7"), Some((3, vec!["7"])));
        assert_eq!(find(Method::GET, "/item/7/instances"), Some((4, vec!["7"])));
        for (method, path) in [
            (Method::POST, "/items"),
            (Method::GET, "/item"),
            (Method::GET, "/item/7/other"),
            (Method::GET, "/"),
        ] {
            assert_eq!(find(method.clone(), path), None, "{method} {path}");
        }
        assert_eq!(names(&routes)[2], "PATCH /item/{id}");
    }
}
