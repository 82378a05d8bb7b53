//! Lists come in pages: `page` from 1, `pageSize` up to 100, and a `Link` header (RFC 8288).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Uri, header};
use proto::common::v1::PageRequest;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::BASE;

/// What a page holds when nothing is said.
pub const USUAL_SIZE: u32 = 25;

/// Which page of a list.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// Welke bladzijde, vanaf 1.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    pub page: Option<u32>,
    /// Hoeveel er op een bladzijde staan.
    #[param(minimum = 1, maximum = 100, default = 25)]
    pub page_size: Option<u32>,
}

impl Page {
    pub fn of(page: Option<u32>, page_size: Option<u32>) -> Self {
        Self { page, page_size }
    }

    pub fn number(self) -> u32 {
        self.page.unwrap_or(1)
    }

    pub fn size(self) -> u32 {
        self.page_size.unwrap_or(USUAL_SIZE)
    }

    pub fn wire(self) -> PageRequest {
        PageRequest { page: self.number(), page_size: self.size() }
    }

    /// An answer with the links to other pages of the list that `uri` asked for.
    pub fn answer(self, uri: &Uri, total: u64, body: impl Serialize) -> Response {
        let mut response = Json(body).into_response();
        if let Some(links) =
            HeaderValue::from_str(&self.links(uri, total)).ok().filter(|links| !links.is_empty())
        {
            response.headers_mut().insert(header::LINK, links);
        }
        response
    }

    /// A link that leads nowhere is left out.
    fn links(self, uri: &Uri, total: u64) -> String {
        let last = u32::try_from(total.div_ceil(u64::from(self.size())).max(1)).unwrap_or(u32::MAX);
        let here = self.number();
        let link = |page: u32, relation: &str| format!("<{}>; rel=\"{relation}\"", self.address(uri, page));
        let mut links = vec![link(1, "first")];
        if here > 1 {
            links.push(link((here - 1).min(last), "prev"));
        }
        if here < last {
            links.push(link(here + 1, "next"));
        }
        links.push(link(last, "last"));
        links.join(", ")
    }

    fn address(self, uri: &Uri, page: u32) -> String {
        let others = uri.query().unwrap_or_default().split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !name.is_empty() && name != "page" && name != "pageSize"
        });
        let mut query: Vec<String> = others.map(Into::into).collect();
        query.extend([format!("page={page}"), format!("pageSize={}", self.size())]);
        // Nested routers see the path without the base.
        format!("{BASE}{}?{}", uri.path().strip_prefix(BASE).unwrap_or(uri.path()), query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1, 10, "first:1 last:1")]
    #[case(1, 60, "first:1 next:2 last:3")]
    #[case(2, 60, "first:1 prev:1 next:3 last:3")]
    #[case(3, 60, "first:1 prev:2 last:3")]
    #[case(9, 60, "first:1 prev:3 last:3")]
    #[case(1, 0, "first:1 last:1")]
    fn only_pages_that_are_there_are_linked(#[case] page: u32, #[case] total: u64, #[case] expected: &str) {
        let uri: Uri = "/zaken?fase=intake&page=7&pageSize=25".parse().unwrap();
        let links = Page::of(Some(page), None).links(&uri, total);

        let mut seen = Vec::new();
        for link in links.split(", ") {
            let (address, relation) = link.split_once("; rel=").unwrap();
            assert!(address.starts_with("</meedoen/v1/zaken?fase=intake&page="), "{address}");
            let page = address.split("page=").nth(1).unwrap().split('&').next().unwrap();
            seen.push(format!("{}:{page}", relation.trim_matches('"')));
        }
        assert_eq!(seen.join(" "), expected);
    }
}
