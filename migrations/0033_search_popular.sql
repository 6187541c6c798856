-- The same words as in `search_index`, of the most watched videos alone: what is looked through first is short.
CREATE VIRTUAL TABLE `search_popular` USING fts5(
	title, tags, channel, description, captions, marks,
	content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix='2 3'
);
