use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut sum = crc32fast::Hasher::new();
    sum.update(kind);
    sum.update(body);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [length.as_slice(), kind, body, &sum.finalize().to_be_bytes()].concat()
}

/// One grey dot.
fn png() -> Vec<u8> {
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let data = [0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1];
    [PNG_START, &chunk(b"IHDR", &header), &chunk(b"IDAT", &data), &chunk(b"IEND", &[])].concat()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [[0xff, marker].as_slice(), &length, body].concat()
}

/// A picture with a smaller one within, whose end is not its own.
fn jpeg() -> Vec<u8> {
    let within = segment(0xe1, b"Exif\0\0\xff\xd8small\xff\xd9");
    let frame = segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    let scan =
        [segment(0xda, &[1, 1, 0, 0, 63, 0]).as_slice(), &[0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56]].concat();
    [b"\xff\xd8".as_slice(), &within, &frame, b"\xff", &segment(0xc4, &[0]), &scan, b"\xff\xff\xd9"].concat()
}

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\nxref\ntrailer << >>\nstartxref\n46\n%%EOF\n".to_vec()
}

/// What is said of a file that comes in pieces of so many bytes.
fn looked_at(media: MediaType, file: &[u8], piece: usize) -> Result<(), NotWhole> {
    let mut structure = Structure::of(media);
    file.chunks(piece).try_for_each(|piece| structure.put(piece))?;
    structure.end()
}

fn whole() -> [(MediaType, Vec<u8>); 3] {
    [(MediaType::Pdf, pdf()), (MediaType::Png, png()), (MediaType::Jpeg, jpeg())]
}

#[rstest]
fn a_whole_file_is_taken_in_whatever_the_pieces(#[values(1, 2, 3, 7, 1000)] piece: usize) {
    for (media, file) in whole() {
        assert_eq!(looked_at(media, &file, piece), Ok(()), "{media:?}");
    }
}

#[rstest]
fn a_file_that_breaks_off_anywhere_is_not_whole(#[values(1, 1000)] piece: usize) {
    for (media, file) in whole() {
        // The line end behind the last word of a PDF may be left out.
        let last = if media == MediaType::Pdf { file.len() - 1 } else { file.len() };
        for length in 0..last {
            assert_eq!(
                looked_at(media, &file[..length], piece),
                Err(NotWhole),
                "{media:?} of {length} bytes"
            );
        }
    }
}

#[rstest]
#[case::a_page_behind_its_first_bytes(MediaType::Pdf, b"%PDF-1.7\n<html><script>alert(1)</script></html>")]
#[case::a_contents_that_is_not_in_it(MediaType::Pdf, b"%PDF-1.7\nstartxref\n4000\n%%EOF")]
#[case::an_end_far_before_its_last_byte(MediaType::Pdf, &[pdf(), vec![b' '; 2000]].concat())]
#[case::a_program_behind_its_first_bytes(MediaType::Png, &[PNG_START, b"MZ\x90\0\x03\0\0\0"].concat())]
#[case::something_behind_its_end(MediaType::Png, &[png(), b"PK\x03\x04".to_vec()].concat())]
#[case::nothing_to_see(MediaType::Png, &[PNG_START, &chunk(b"IHDR", &[0; 13]), &chunk(b"IEND", &[])].concat())]
#[case::a_program_behind_its_first_bytes(MediaType::Jpeg, b"\xff\xd8\xff\xe0MZ\x90\0\x03")]
#[case::nothing_to_see(MediaType::Jpeg, b"\xff\xd8\xff\xd9")]
#[case::a_scan_of_no_picture(MediaType::Jpeg, b"\xff\xd8\xff\xda\0\x02\x12\xff\xd9")]
fn something_else_behind_a_few_bytes_of_its_kind_is_refused(#[case] media: MediaType, #[case] file: &[u8]) {
    assert_eq!(looked_at(media, file, 5), Err(NotWhole));
}

#[test]
fn what_a_telephone_puts_behind_a_picture_is_left_alone() {
    let moving = [jpeg(), b"ftypmp42 and a film".to_vec()].concat();
    assert_eq!(looked_at(MediaType::Jpeg, &moving, 11), Ok(()));
}

#[test]
fn a_changed_byte_of_a_picture_is_seen_by_its_sum() {
    let mut file = png();
    file[45] ^= 1;
    assert_eq!(looked_at(MediaType::Png, &file, 8), Err(NotWhole));
}

proptest! {
    #[test]
    fn nothing_makes_it_fall_over_and_pieces_make_no_difference(
        kind in 0usize..3, mut bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in 0usize..200, piece in 1usize..50,
    ) {
        let (media, file) = whole()[kind].clone();
        let mut mixed = file[..cut.min(file.len())].to_vec();
        mixed.append(&mut bytes);
        prop_assert_eq!(looked_at(media, &mixed, piece), looked_at(media, &mixed, 1));
    }
}
